import { useEffect } from "preact/hooks";
import { session } from "../api/session";
import { Downloads } from "../downloads/load";
import { navigate, usePath } from "../router";
import { useStore } from "../store";
import { Toasts } from "../ui/toasts";
import { AccountScreen } from "./account/account-screen";
import { Reset } from "./account/reset";
import { SignIn } from "./account/sign-in";
import { SignUp } from "./account/sign-up";
import { Verify } from "./account/verify";
import { loadCameras } from "./cameras/load";
import { Cards } from "./codes/cards";
import { CodePhotosScreen } from "./codes/code-photos-screen";
import { CodesScreen } from "./codes/codes-screen";
import { PhotosScreen } from "./event/photos-screen";
import { EventsScreen, NewEventScreen } from "./events/events-screen";
import { Landing } from "./landing";
import { LazyScreen } from "./lazy-screen";
import { loadSorting } from "./sorting/load";
import { UndoToast } from "./undo";
import { UploadPanel } from "./uploads/upload-panel";

export function App() {
  const isSignedIn = useStore(session) !== null;
  return (
    <>
      <Screen isSignedIn={isSignedIn} />
      <div class="panels">
        <Downloads />
        <UploadPanel />
      </div>
      <Toasts />
      {isSignedIn ? <UndoToast /> : null}
      <Cards />
    </>
  );
}

function Screen({ isSignedIn }: { isSignedIn: boolean }) {
  const [first, second, third, fourth] = usePath();
  switch (first) {
    case "verify":
      return <Verify />;
    case "reset":
      return <Reset key={location.hash} />;
    case "sign-up":
    case "signup":
      return isSignedIn ? <ToEvents /> : <SignUp />;
    case "signin":
      return isSignedIn ? <ToEvents /> : <SignIn to="/events" />;
    case undefined:
      return isSignedIn ? <ToEvents /> : <Landing />;
  }
  if (!isSignedIn) return <SignIn />;
  if (first === "account") return <AccountScreen />;
  if (!second) return <EventsScreen />;
  if (second === "new") return <NewEventScreen />;
  if (third === "cameras")
    return <LazyScreen key={second} load={loadCameras} properties={{ eventId: second, comparedId: fourth }} />;
  if (third === "sorting")
    return <LazyScreen key={`sorting of ${second}`} load={loadSorting} properties={{ eventId: second }} />;
  if (third !== "codes") return <PhotosScreen key={second} eventId={second} />;
  return fourth ? <CodePhotosScreen eventId={second} accessCode={fourth} /> : <CodesScreen eventId={second} />;
}

function ToEvents() {
  useEffect(() => navigate("/events", { replace: true }), []);
  return null;
}
