/**
 * What the page does in the browser: it finds rows in tables and says what a mark stands for. The page is whole without it.
 * `enliven` is put into the page as its own text, so it may use nothing from outside itself; the types are the parts of the DOM it needs.
 */
function enliven(page: PageDocument): void {
  const tip = page.body.appendChild(page.createElement('div'));
  tip.className = 'tip';
  tip.hidden = true;

  for (const plot of page.querySelectorAll('.plot')) {
    const marks = [...plot.querySelectorAll('[data-tip]')];
    plot.addEventListener('pointermove', ({ clientX, clientY }) => {
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
      for (const mark of marks) mark.classList.toggle('near', mark === near?.mark);
      tip.textContent = near?.mark.getAttribute('data-tip') ?? '';
      tip.hidden = near === undefined;
      const { width, height } = tip.getBoundingClientRect();
      const right = page.documentElement.clientWidth - width - 8;
      tip.style.left = `${Math.max(8, Math.min(right, clientX + 14))}px`;
      tip.style.top = `${clientY - height - 14 < 8 ? clientY + 20 : clientY - height - 14}px`;
    });
    plot.addEventListener('pointerleave', () => {
      tip.hidden = true;
      for (const mark of marks) mark.classList.toggle('near', false);
    });
  }

  for (const find of page.querySelectorAll('.find')) {
    const [input] = find.querySelectorAll('input');
    const [said] = find.querySelectorAll('output');
    const rows = [...(find.parentElement?.querySelectorAll('tbody tr') ?? [])];
    find.hidden = false;
    input?.addEventListener('input', () => {
      const sought = input.value.trim().toLowerCase();
      let found = 0;
      for (const row of rows) {
        row.hidden = !row.textContent.toLowerCase().includes(sought);
        if (!row.hidden) found += 1;
      }
      if (said) said.textContent = sought === '' ? `${rows.length} rows` : `${found} of ${rows.length} rows`;
    });
  }
}

/** The script of the page. */
export const script = `(${enliven.toString()})(document)`;

interface PageDocument {
  readonly body: PageElement;
  readonly documentElement: PageElement;
  createElement(name: string): PageElement;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

interface PageElement {
  className: string;
  hidden: boolean;
  textContent: string;
  readonly value: string;
  readonly clientWidth: number;
  readonly classList: { toggle(name: string, on: boolean): void };
  readonly parentElement: PageElement | null;
  readonly style: { left: string; top: string };
  addEventListener(name: string, listener: (event: { clientX: number; clientY: number }) => void): void;
  appendChild(child: PageElement): PageElement;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { left: number; right: number; top: number; bottom: number; width: number; height: number };
  querySelectorAll(selector: string): Iterable<PageElement>;
}
