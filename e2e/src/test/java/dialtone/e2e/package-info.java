/**
 * Real browsers against the packaged application.
 *
 * <pre>
 *   test --> Person (a browser context, found by accessible names only) --> page --> bridge process (App) --> embedded node
 *   Stage: one browser per class; ends what a test opened; on failure leaves traces, screenshots and logs in target/failures
 * </pre>
 *
 * <p>Start with {@link dialtone.e2e.CallTest}. The tests wait for conditions, never for time, and put no hook into the product: what they count they
 * read from what a browser offers to every page.
 *
 * <p>{@link dialtone.e2e.SecondImplementationTest} needs no application: there a browser runs the protocol written a second time, and is compared with {@code signaling}.
 */
package dialtone.e2e;
