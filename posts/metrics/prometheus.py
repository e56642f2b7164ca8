"""Metrics in Prometheus' text format, the numbers of all processes added up."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)

from . import counts, shared

CONTENT_TYPE = CONTENT_TYPE_LATEST


def text():
    """All metrics of this server, as bytes."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector(shared.this_process.of_all()))
    return generate_latest(registry)


class Collector:
    """What PROCESSES counted, a list of what `counts.taken` gives."""

    def __init__(self, processes):
        self._all = processes
        self._running = [numbers for numbers in processes if shared.is_fresh(numbers)]

    def collect(self):
        for each in counts.COUNTERS.values():
            family = CounterMetricFamily(each.name, each.says, labels=_labels(each))
            for value, number in sorted(self._counted(each.name).items()):
                family.add_metric([value] if each.label else [], number)
            yield family
        for each in counts.HISTOGRAMS.values():
            yield self._histogram(each)
        for each in counts.GAUGES.values():
            said = [one["gauges"].get(each.name, 0) for one in self._running]
            yield GaugeMetricFamily(each.name, each.says, each.together(said))
        says = "Worker processes that answer."
        yield GaugeMetricFamily("liveblog_processes", says, len(self._running))

    def _counted(self, name):
        total = {}
        for numbers in self._all:
            for value, number in numbers["counters"].get(name, {}).items():
                total[value] = total.get(value, 0) + number
        return total

    def _histogram(self, each):
        all_numbers = [one["histograms"].get(each.name, []) for one in self._all]
        size = len(each.bounds) + 2
        sums = [
            sum(numbers[place] for numbers in all_numbers if len(numbers) == size)
            for place in range(size)
        ]
        buckets, number = [], 0
        for bound, more in zip((*each.bounds, "+Inf"), sums[:-1], strict=True):
            number += more
            buckets.append((str(bound), number))
        return HistogramMetricFamily(
            each.name, each.says, buckets=buckets, sum_value=sums[-1]
        )


def _labels(each):
    return [each.label] if each.label else []
