export default {
  iconLinks: [{ icon: "github", href: "https://github.com/asyncwith/asyncwith", title: "GitHub" }],
};
