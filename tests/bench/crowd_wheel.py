"""A timer wheel: whom to wake when, for a hundred thousand at a few bytes each."""

import heapq


class Wheel:
    """Numbers to be woken at a tick, which is a whole number that only rises.

    SLOTS, a power of two, is how many ticks one turn has; what lies further ahead
    waits beside the wheel until its turn comes. Waking is in the order of the ticks
    and, within one, of adding.
    """

    def __init__(self, slots=1 << 15, now=0):
        self.slots = [[] for _ in range(slots)]
        self.mask = slots - 1
        self.now = now
        self._later = []
        self._order = 0

    def add(self, number, tick):
        """Wake NUMBER at TICK, or at the next one if that has passed."""
        if tick <= self.now:
            tick = self.now + 1
        if tick - self.now > self.mask:
            self._order += 1
            heapq.heappush(self._later, (tick, self._order, number))
        else:
            self.slots[tick & self.mask].append(number)

    def due(self, tick):
        """All numbers to be woken up to TICK, the earliest first; they are let go."""
        found = []
        slots, mask = self.slots, self.mask
        while self.now < tick:
            self.now += 1
            slot = slots[self.now & mask]
            if slot:
                found += slot
                slot.clear()
            later = self._later
            while later and later[0][0] <= self.now + mask:
                moment, _, number = heapq.heappop(later)
                slots[moment & mask].append(number)
        return found
