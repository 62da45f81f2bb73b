import { common } from "../words/common";
import { LANGUAGES, type Language, language, speak } from "../words/language";

export function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={common.language}
      value={language}
      onChange={event => speak(event.currentTarget.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
