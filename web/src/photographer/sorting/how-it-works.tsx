import { Icon } from "../../ui/icons";
import { words } from "./i18n/strings";

/** Explains cards, while no photo of the event shows one. */
export const HowItWorks = ({ eventId }: { eventId: string }) => (
  <section class="how-cards">
    <h2>{words.howTitle}</h2>
    <p>{words.howIntro}</p>
    <ol class="how-steps">
      {words.howSteps.map(([title, text]) => (
        <li key={title}>
          <h3>{title}</h3>
          <p class="quiet">{text}</p>
        </li>
      ))}
    </ol>
    <ul class="quiet how-tips">
      {words.howTips.map(tip => (
        <li key={tip}>{tip}</li>
      ))}
    </ul>
    <a class="button" href={`/events/${eventId}/codes`}>
      <Icon name="print" />
      {words.printCards}
    </a>
  </section>
);
