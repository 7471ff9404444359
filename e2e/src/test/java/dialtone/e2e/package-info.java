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
 */
package dialtone.e2e;
