import { strings } from "../i18n/strings";

interface Properties {
  /** The words for the photos of the code's own list. */
  own: string;
  isAll: boolean;
}

/** Which photos a code opens: a field `photoScope`, "own" or "all". */
export function PhotoScopeField({ own, isAll }: Properties) {
  return (
    <fieldset class="photo-scope">
      <legend>{strings.photoScope}</legend>
      <label>
        <input type="radio" name="photoScope" value="own" defaultChecked={!isAll} />
        {own}
      </label>
      <label>
        <input type="radio" name="photoScope" value="all" defaultChecked={isAll} />
        {strings.allPhotosLater}
      </label>
    </fieldset>
  );
}
