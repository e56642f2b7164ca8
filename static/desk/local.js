/**
 * What this browser keeps under a name, as JSON. A store that is full, forbidden or
 * holds what is not ours keeps and gives nothing: what is typed stays on the screen,
 * and the server has its copy.
 */

function attempt(act) {
  try {
    return act() ?? null;
  } catch {
    return null;
  }
}

export const put = (name, value) => attempt(() => localStorage.setItem(name, JSON.stringify(value)));
export const get = (name) => attempt(() => JSON.parse(localStorage.getItem(name)));
export const remove = (name) => attempt(() => localStorage.removeItem(name));
export const names = () => attempt(() => Object.keys(localStorage)) ?? [];
