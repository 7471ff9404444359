package dialtone.web.server;

/** What the page's shell shows before the tab is connected. {@code assets}: where its files are, with a slash at its end. */
public record Page(String name, String network, String release, String assets) {}
