import { strings } from "../i18n/strings";

interface Properties {
  /** The words for the photos of the code's own list. */
  own: string;
  isAll: boolean;
}

/** Which photos a code opens: a field `opens`, "own" or "all". */
export function PhotoScopeField({ own, isAll }: Properties) {
  return (
    <fieldset class="photo-scope">
      <legend>{strings.opens}</legend>
      <label>
        <input type="radio" name="opens" value="own" defaultChecked={!isAll} />
        {own}
      </label>
      <label>
        <input type="radio" name="opens" value="all" defaultChecked={isAll} />
        {strings.allPhotosLater}
      </label>
    </fieldset>
  );
}
