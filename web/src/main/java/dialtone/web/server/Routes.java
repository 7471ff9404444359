package dialtone.web.server;

import dialtone.bridge.store.StorageException;
import dialtone.bridge.vault.VaultException;
import dialtone.signaling.SignalingException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every route. {@link Guard} has already decided who may come here. */
final class Routes {

    static final String PAGE = "/";
    static final String ASSETS = "/static/";
    static final String TAB = "/tab";
    static final String API = "/api/";

    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    private Routes() {}

    static void add(RoutesConfig routes, Api api, LinkRoutes links, TabSocket tabs, BridgeApi bridge, String release) {
        routes.get(PAGE, ctx -> {
            BridgeApi.Owner owner = bridge.owner();
            ctx.render("index.jte", Map.of("page", new Page(owner.name(), owner.network(), release, Assets.PLACE)));
        });
        routes.get(Assets.PLACE + "<file>", Assets::serve);
        routes.ws(TAB, tabs::configure);

        routes.get(API + "owner", api::owner);
        routes.post(API + "unlock", api::unlock);
        routes.post(API + "passphrase", api::setPassphrase);
        routes.get(API + "passphrase/suggestion", api::suggestPassphrase);
        routes.post(API + "servers", api::setServers);
        routes.get(API + "check", api::checkConnection);
        routes.get(API + "health", api::health);
        routes.get(API + "card", api::card);
        routes.get(API + "friends", api::friends);
        routes.post(API + "friends", api::addFriend);
        routes.delete(API + "friends/{id}", api::removeFriend);
        routes.post(API + "inspect", api::inspect);

        routes.get(API + "friends/{id}/allowed", links::allowed);
        routes.post(API + "friends/{id}/allow", links::allow);
        routes.post(API + "friends/{id}/forbid", links::forbid);
        routes.get(API + "ports", links::ports);
        routes.post(API + "ports", links::listen);
        routes.delete(API + "ports/{port}", links::closePort);
        routes.get(API + "friends/{id}/files", links::files);
        routes.post(API + "friends/{id}/files", links::sendFile);
        routes.post(API + "friends/{id}/files/{file}", links::decide);
        routes.post(API + "files", links::upload);
        routes.get(API + "received", links::folder);
        routes.post(API + "received", links::setFolder);

        routes.exception(
                Problem.class,
                (problem, ctx) -> ctx.status(problem.status())
                        .contentType("application/json")
                        .result(problem.json()));
        routes.exception(
                BridgeApi.Refused.class,
                (refused, ctx) -> ctx.status(status(refused.code()))
                        .contentType("application/json")
                        .result(Problem.json(refused.code(), refused.getMessage())));
        routes.exception(
                VaultException.class,
                (e, ctx) -> ctx.status(400)
                        .contentType("application/json")
                        .result(Problem.json(e.reason().name().toLowerCase(Locale.ROOT), e.getMessage())));
        routes.exception(
                SignalingException.class,
                (e, ctx) -> ctx.status(400)
                        .contentType("application/json")
                        .result(Problem.json("malformed", e.getMessage())));
        routes.exception(StorageException.class, (e, ctx) -> {
            log.error("{} {} failed", ctx.method(), ctx.path(), e);
            ctx.status(500)
                    .contentType("application/json")
                    .result(Problem.json(
                            "storage",
                            e.getMessage()
                                    + ". See that the disk has room for the file twice, and start Dialtone again:"
                                    + " it goes on where this ended."));
        });
        routes.exception(HttpResponseException.class, (e, ctx) -> explain(e.getStatus(), ctx));
        routes.exception(HttpException.RuntimeException.class, (e, ctx) -> explain(e.getCode(), ctx));
        routes.exception(EofException.class, (e, ctx) -> explain(400, ctx));
        routes.exception(Exception.class, (e, ctx) -> {
            log.error("{} {} failed", ctx.method(), ctx.path(), e);
            ctx.status(500)
                    .contentType("application/json")
                    .result(Problem.json("defect", "this is a defect in Dialtone; its log has the details"));
        });
    }

    private static int status(String code) {
        return switch (code) {
            case BridgeApi.Refused.UNKNOWN -> 404;
            case BridgeApi.Refused.BUSY, BridgeApi.Refused.NO_LINKS -> 409;
            case BridgeApi.Refused.LOCKED -> 423;
            default -> 400;
        };
    }

    private static void explain(int status, Context ctx) {
        ctx.status(status).contentType("application/json").result(Problem.json("http", words(status)));
    }

    private static String words(int status) {
        return switch (status) {
            case 400 -> "the request is malformed or broke off";
            case 404 -> "there is nothing at this address";
            case 405 -> "this address does not take this method";
            case 413 -> "expected a body of at most " + StrictJson.LIMIT + " bytes";
            default -> "the request was refused with status " + status;
        };
    }
}
