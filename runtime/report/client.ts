import { embedded, type PageDocument, type PageElement } from './embedded.ts';

/** What the page does in the browser: it finds rows in tables and says what a mark stands for. The page is whole without it. */
function enliven(page: PageDocument): void {
  const tip = page.body.appendChild(page.createElement('div'));
  tip.className = 'tip';
  tip.hidden = true;
  page.documentElement.classList.toggle('scripted', true);

  let marks: PageElement[] = [];
  const leave = () => {
    tip.hidden = true;
    for (const mark of marks) mark.classList.toggle('near', false);
    marks = [];
  };
  // Listeners stand at the page, since a live page replaces what is below it.
  page.addEventListener('pointermove', ({ target, clientX, clientY }) => {
    const plot = target.closest?.('.plot');
    leave();
    if (!plot) return;
    marks = [...plot.querySelectorAll('[data-tip]')];
    const near = marks
      .map((mark) => ({ mark, box: mark.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0)
      .map(({ mark, box }) => ({
        mark,
        away: Math.hypot(
          Math.max(box.left - clientX, 0, clientX - box.right),
          Math.max(box.top - clientY, 0, clientY - box.bottom),
        ),
      }))
      .sort((a, b) => a.away - b.away)[0];
    near?.mark.classList.toggle('near', true);
    tip.textContent = near?.mark.getAttribute('data-tip') ?? '';
    tip.hidden = near === undefined;
    const { width, height } = tip.getBoundingClientRect();
    const right = page.documentElement.clientWidth - width - 8;
    tip.style.left = `${Math.max(8, Math.min(right, clientX + 14))}px`;
    tip.style.top = `${clientY - height - 14 < 8 ? clientY + 20 : clientY - height - 14}px`;
  });
  page.documentElement.addEventListener('pointerleave', leave);

  page.addEventListener('input', ({ target }) => {
    const find = target.closest?.('.find');
    const [said] = find?.querySelectorAll('output') ?? [];
    const rows = [...(find?.parentElement?.querySelectorAll('tbody tr') ?? [])];
    const sought = target.value.trim().toLowerCase();
    let found = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(sought);
      if (!row.hidden) found += 1;
    }
    if (said) said.textContent = sought === '' ? `${rows.length} rows` : `${found} of ${rows.length} rows`;
  });
}

/** The script of every page. */
export const script = embedded(enliven, 'document');
