import { namesStrings as texts } from "../i18n/names";
import { MEANINGS, type Meaning, type PersonRow } from "./people";

const MAX_ROWS = 50;

interface Properties {
  rows: readonly (readonly string[])[];
  people: readonly PersonRow[];
  meanings: readonly Meaning[];
  onChoose: (meanings: readonly Meaning[]) => void;
  /** Whether repeated rows get no code. */
  leavesOut: boolean;
  onLeaveOut: (leavesOut: boolean) => void;
}

/** What a list will become, with what is wrong in each row. */
export function PeoplePreview({ rows, people, meanings, onChoose, leavesOut, onLeaveOut }: Properties) {
  if (!people.length) return null;
  const noted = people.filter(each => notesOf(each).length);
  const shown = [...noted, ...people.filter(each => !notesOf(each).length)].slice(0, MAX_ROWS);
  const wrong = people.filter(each => each.problems.length).length;
  const known = people.filter(each => each.hasCode && !each.problems.length).length;
  const repeated = people.filter(each => each.isRepeated).length;
  return (
    <div class="preview">
      {meanings.length > 1 ? <Columns rows={rows} meanings={meanings} onChoose={onChoose} /> : null}
      <p role="status">
        {wrong ? <strong class="problem">{texts.wrongRows(wrong)}</strong> : null}{" "}
        {known ? texts.knownRows(known) : null}
      </p>
      {repeated ? (
        <label class="check">
          <input type="checkbox" checked={leavesOut} onChange={event => onLeaveOut(event.currentTarget.checked)} />
          {texts.leaveOutRepeated(repeated)}
        </label>
      ) : null}
      <Rows people={shown} left={people.length - shown.length} />
    </div>
  );
}

type ColumnProperties = Pick<Properties, "rows" | "meanings" | "onChoose">;

function Columns({ rows, meanings, onChoose }: ColumnProperties) {
  const example = (column: number) => rows.find(row => row[column])?.[column] ?? "";
  return (
    <fieldset class="columns">
      <legend>{texts.columns}</legend>
      {meanings.map((meaning, column) => (
        <label key={column}>
          <span>{texts.column(column + 1, example(column))}</span>
          <select
            value={meaning}
            onChange={event => onChoose(meanings.with(column, event.currentTarget.value as Meaning))}
          >
            {MEANINGS.map(each => (
              <option key={each} value={each}>
                {texts.meanings[each]}
              </option>
            ))}
          </select>
        </label>
      ))}
    </fieldset>
  );
}

function Rows({ people, left }: { people: readonly PersonRow[]; left: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys.
    <section class="preview-rows" tabIndex={0} aria-label={texts.preview}>
      <table>
        <thead>
          <tr>
            {[texts.row, texts.meanings.name, texts.meanings.group, texts.meanings.email, texts.note].map(heading => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map(each => (
            <tr key={each.number} data-wrong={each.problems.length > 0 || undefined}>
              <td>{each.number}</td>
              <td>{each.label}</td>
              <td>{each.group}</td>
              <td>{each.email}</td>
              <td>{notesOf(each).join(". ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {left ? <p class="quiet">{texts.moreRows(left)}</p> : null}
    </section>
  );
}

function notesOf({ problems, hasCode, isRepeated, sameNameAs }: PersonRow): string[] {
  const notes = problems.map(problem => texts.problems[problem]);
  if (hasCode) notes.push(texts.hasCode);
  else if (isRepeated) notes.push(texts.repeated);
  else if (sameNameAs) notes.push(texts.sameNameAs(sameNameAs));
  return notes;
}
