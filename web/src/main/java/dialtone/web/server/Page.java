package dialtone.web.server;

/** What the page's shell shows before the tab is connected. */
public record Page(String name, String network, String release) {}
