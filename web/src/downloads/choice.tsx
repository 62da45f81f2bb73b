interface Option<Value> {
  value: Value;
  label: string;
  /** A fact about it, such as its size. */
  detail?: string;
}

interface Properties<Value> {
  legend: string;
  value: Value;
  options: readonly Option<Value>[];
  onChoose: (value: Value) => void;
}

/** One of a few options, as radio buttons. */
export function Choice<Value extends string>({ legend, value, options, onChoose }: Properties<Value>) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map(option => (
        <label key={option.value}>
          <input type="radio" name={legend} checked={option.value === value} onChange={() => onChoose(option.value)} />
          <span>{option.label}</span>
          <span class="quiet">{option.detail}</span>
        </label>
      ))}
    </fieldset>
  );
}
