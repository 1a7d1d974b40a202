import { make, radios } from './make.ts';
import { type Origin, pageHref, remindLater, type Wish } from './service.ts';
import { type Delay, WORDS } from './words.ts';

const DELAYS: readonly Delay[] = ['P1W', 'P1M', 'P3M'];

/** "Remind me later", which opens in its place. @param onQuiet hears until when nothing is asked */
export function remindPanel(
  origin: Origin,
  wish: () => Wish,
  onQuiet: (until: Date) => void,
): { element: HTMLElement; update(): void } {
  const words = WORDS[origin.locale];
  let delay: Delay = 'P1M';

  const opener = make('button', { class: 'link', 'aria-controls': 'later' }, words.remind);
  const hush = make('button', {}, words.hush);
  const ways = make('a', { class: 'link', referrerpolicy: 'no-referrer' }, words.otherWays);
  const fault = make('p', { class: 'fault', role: 'alert' });
  const update = () => {
    ways.href = pageHref('remind-me-later', wish(), origin, delay);
  };
  const choices = DELAYS.map((value) => [value, words.delays[value]] as const);
  const panel = make(
    'div',
    { id: 'later' },
    radios('when', words.when, choices, delay, (value) => {
      delay = DELAYS.find((one) => one === value) ?? delay;
      update();
    }),
    make('div', { class: 'go' }, hush, ways),
    fault,
  );

  const show = (open: boolean) => {
    panel.hidden = !open;
    opener.ariaExpanded = `${open}`;
  };
  opener.onclick = () => {
    show(panel.hidden === true);
    panel.querySelector<HTMLElement>(':checked')?.focus();
  };
  panel.onkeydown = ({ key }) => {
    if (key !== 'Escape') return;
    show(false);
    opener.focus();
  };
  hush.onclick = async () => {
    if (hush.ariaBusy) return;
    hush.ariaBusy = 'true';
    fault.textContent = '';
    try {
      onQuiet(await remindLater(delay, wish(), origin));
    } catch {
      fault.textContent = words.failed;
      hush.ariaBusy = null;
    }
  };
  show(false);
  return {
    element: make('div', { class: 'remind' }, make('p', {}, `${words.notReady} `, opener), panel),
    update,
  };
}
