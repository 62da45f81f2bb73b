import { common } from "../i18n/common";
import { LANGUAGES, type Language, language, setLanguage } from "../i18n/language";

export function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={common.language}
      value={language}
      onChange={event => setLanguage(event.currentTarget.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
