import common from "../../words/common.en";

export default {
  common,
  promise:
    "Photos of an event, for the people on them. Every code opens its own album; when the time is over, all is deleted.",
  forViewers: "Did you get a code? Open the link of your event and type it there.",
};
