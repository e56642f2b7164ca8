/**
 * A click loads the player into its card; before the click nothing is asked of
 * anybody else. Posts that arrive later work too, since the page listens.
 */

function framed(address, { title }, features) {
  const frame = document.createElement("iframe");
  frame.allow = features;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = address;
  frame.title = title;
  return frame;
}

const players = {
  frame(embed) {
    const address = new URL(embed.player);
    address.searchParams.set("autoplay", "1");
    return framed(address, embed, "autoplay; encrypted-media; fullscreen; picture-in-picture");
  },
  post(embed) {
    return framed(embed.player, embed, "fullscreen");
  },
  video({ player, title }) {
    const video = document.createElement("video");
    video.autoplay = true;
    video.controls = true;
    video.setAttribute("aria-label", title);
    video.src = player;
    return video;
  },
};

document.addEventListener("click", (event) => {
  const card = event.target.closest(".embed-card");
  const embed = card?.closest(".embed");
  const build = players[embed?.dataset.kind];
  if (!build || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const player = build(embed.dataset);
  embed.classList.add("is-playing");
  card.replaceWith(player);
  player.focus();
});
