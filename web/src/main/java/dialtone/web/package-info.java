/**
 * The command line ({@link dialtone.web.Main} and the {@code ...Command} classes) and the composition root ({@link dialtone.web.Dialtone}, which builds one person's
 * application from its parts, by hand). The web server itself is {@link dialtone.web.server}.
 *
 * <p>Standard output is for data, standard error for talk.
 */
package dialtone.web;
