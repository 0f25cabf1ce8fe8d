/**
 * Questions asked inside a page, as the text of an expression: the types of a browser's document would otherwise be known to all code.
 */

/** Elements that stick out of the window, unless a box around them scrolls. */
export const wider = `[
  ...(document.documentElement.scrollWidth > innerWidth ? ['the page: ' + document.documentElement.scrollWidth] : []),
  ...[...document.querySelectorAll('main *, header *, footer *')]
    .filter((element) => !element.closest('.scroll, pre, svg'))
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 80)),
]`;

/** For each plot: how many drawings are shown, how many marks the shown one has, and its texts that are cut at an edge of the card. */
export const drawnPlots = `[...document.querySelectorAll('.plot')].map((plot) => {
  const shown = [...plot.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().width > 0);
  const card = plot.closest('.card').getBoundingClientRect();
  const texts = shown.flatMap((svg) => [...svg.querySelectorAll('text')]);
  const marks = shown.flatMap((svg) => [...svg.querySelectorAll('[data-tip]')]);
  return {
    shown: shown.length,
    marks: marks.filter((mark) => mark.getBoundingClientRect().width > 0).length,
    cut: texts
      .filter((text) => {
        const { left, right } = text.getBoundingClientRect();
        return left < card.left || right > card.right;
      })
      .map((text) => text.textContent),
  };
})`;

/** Texts of the pipeline's map that overlap another text of it. */
export const overlaps = `(() => {
  const texts = [...document.querySelectorAll('.map text')]
    .map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0);
  return texts.flatMap((a, index) => texts.slice(index + 1)
    .filter((b) => Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1
      && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 4)
    .map((b) => a.said + ' / ' + b.said));
})()`;

/** Texts with less contrast than \`least\` (WCAG 2.2) to what lies directly behind their middle. */
export function paleTexts(least: number): string {
  return `(() => {
  const rgb = (colour) => /^rgb\\((\\d+), (\\d+), (\\d+)\\)$/.exec(colour)?.slice(1).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const painted = (element) => {
    const style = getComputedStyle(element);
    if (element instanceof SVGElement) return /^(rect|path|circle)$/.test(element.tagName) ? rgb(style.fill) : undefined;
    return rgb(style.backgroundColor);
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
  const seen = [...document.querySelectorAll('body *')]
    .filter((element) => hasText(element) && !element.closest('script, .skip, tr:nth-child(n+4)') && element.getClientRects().length > 0);
  return seen.flatMap((element) => {
    element.scrollIntoView({ block: 'center', inline: 'center' });
    const box = element.getBoundingClientRect();
    const behind = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      .filter((under) => under !== element && !element.contains(under));
    const style = getComputedStyle(element);
    const own = element instanceof SVGElement ? undefined : painted(element);
    const ground = own ?? behind.map(painted).find((colour) => colour !== undefined) ?? rgb(getComputedStyle(document.body).backgroundColor);
    const ink = rgb(element instanceof SVGElement ? style.fill : style.color);
    const ratio = ink && ground ? contrast(ink, ground) : 0;
    return ratio < ${least} ? [element.textContent.trim().slice(0, 40) + ': ' + ratio.toFixed(2)] : [];
  });
})()`;
}
