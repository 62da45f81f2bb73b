import { strings } from "../i18n/strings";

interface Properties {
  /** Label of the code's own list of photos. */
  own: string;
  isAll: boolean;
}

/** Form field `photoScope`, "own" or "all". */
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
