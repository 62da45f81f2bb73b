export default {
  notPlayable: "The video of this Live Photo can't be played here. It plays on iPhones and Macs: download it.",
};
