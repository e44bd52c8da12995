package io.paideia.sandbox.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * An embedded Tomcat on 127.0.0.1. Tomcat and not the JDK's own server, because providers' SDKs
 * read header names by their exact case, and the JDK's rewrites them. Routes that end with a slash
 * match everything below.
 */
public final class HttpServer implements AutoCloseable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    // java.util.logging forgets the level of a logger that nobody holds.
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat;
    private final ExecutorService threads;

    private HttpServer(Tomcat tomcat, ExecutorService threads) {
        this.tomcat = tomcat;
        this.threads = threads;
    }

    /** Listens on the port, or on a free one if it is 0; the scratch folder is Tomcat's own. */
    public static HttpServer start(int port, Path scratch, Map<String, Endpoint> routes) {
        TOMCAT_LOG.setLevel(Level.WARNING);
        Registry.disableRegistry();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(scratch.toAbsolutePath().toString());
        tomcat.getEngine().setName("sandbox-" + System.identityHashCode(tomcat));
        tomcat.setConnector(connector(port, threads));
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        // These searches serve applications that are reloaded, which this one never is; without
        // them it stops in silence.
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesRmiTargets(false);
        Tomcat.addServlet(context, "routes", new Routes(routes));
        context.addServletMappingDecoded("/", "routes");
        HttpServer server = new HttpServer(tomcat, threads);
        try {
            tomcat.start();
        } catch (LifecycleException failed) {
            server.close();
            throw new IllegalStateException("cannot listen on 127.0.0.1:" + port, failed);
        }
        if (server.port() < 0) {
            server.close();
            throw new IllegalStateException(
                    "cannot listen on 127.0.0.1:" + port + "; is the port taken?");
        }
        return server;
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        // Its last search looks for a class beside it that a jar within a jar cannot give, and
        // says so at length.
        TOMCAT_LOG.setLevel(Level.SEVERE);
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failed) {
            throw new IllegalStateException("the HTTP server did not stop", failed);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Connector connector(int port, ExecutorService threads) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        connector.setXpoweredBy(false);
        connector.setProperty("address", "127.0.0.1");
        // Stripe's libraries do not encode the brackets in their queries.
        connector.setProperty("relaxedQueryChars", "[]");
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("keepAliveTimeout", "60000");
        connector.setProperty("maxHttpRequestHeaderSize", "65536");
        connector.setProperty("maxSwallowSize", Integer.toString(4 * Exchange.BODY_LIMIT_BYTES));
        connector.getProtocolHandler().setExecutor(threads);
        return connector;
    }

    private static final class Routes extends HttpServlet {

        private static final long serialVersionUID = 1;
        private final transient Map<String, Endpoint> routes;

        Routes(Map<String, Endpoint> routes) {
            this.routes = new LinkedHashMap<>(routes);
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            Exchange exchange = new Exchange(request, response);
            try {
                route(exchange.path()).serve(exchange);
            } catch (Refused refused) {
                problem(exchange, refused);
            } catch (RuntimeException bug) {
                LOG.error("{} {} failed", exchange.method(), exchange.path(), bug);
                problem(exchange, new Refused(500, "the sandbox failed; its log says why"));
            }
        }

        private Endpoint route(String path) {
            Endpoint exact = routes.get(path);
            if (exact != null) {
                return exact;
            }
            for (Map.Entry<String, Endpoint> route : routes.entrySet()) {
                if (route.getKey().length() > 1
                        && route.getKey().endsWith("/")
                        && path.startsWith(route.getKey())) {
                    return route.getValue();
                }
            }
            throw new Refused(404, "nothing is at this path");
        }

        private static void problem(Exchange exchange, Refused refused) throws IOException {
            if (exchange.isAnswered()) {
                return;
            }
            Map<String, Object> problem = new LinkedHashMap<>();
            problem.put("type", "about:blank");
            problem.put("title", title(refused.status()));
            problem.put("status", refused.status());
            problem.put("detail", refused.detail());
            problem.putAll(refused.facts());
            exchange.answer(
                    refused.status(), "application/problem+json", JSON.writeValueAsString(problem));
        }

        private static String title(int status) {
            return switch (status) {
                case 400 -> "Bad request";
                case 403 -> "Forbidden";
                case 404 -> "Not found";
                case 405 -> "Method not allowed";
                case 409 -> "Conflict";
                case 413 -> "Content too large";
                default -> "Internal error";
            };
        }
    }
}
