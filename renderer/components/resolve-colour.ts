/** The present value of a colour token, for what cannot use CSS variables itself (a canvas). Follows theme changes by asking again. */
export function resolveColour(token: `--${string}`, within: HTMLElement = document.documentElement): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  probe.style.display = 'none';
  within.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
