/** An element, made without markup, so that nothing has to be escaped and no site's policy can object. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A group of radio buttons under one question. */
export function radios(
  name: string,
  question: string,
  choices: readonly (readonly [value: string, label: string])[],
  checked: string,
  onChoice: (value: string) => void,
): HTMLFieldSetElement {
  const tiles = choices.map(([value, label]) => {
    const input = make('input', { type: 'radio', name, value });
    input.checked = value === checked;
    input.onchange = () => onChoice(value);
    return make('label', {}, input, make('span', {}, label));
  });
  return make(
    'fieldset',
    { class: name },
    make('legend', {}, question),
    make('div', { class: 'tiles' }, ...tiles),
  );
}
