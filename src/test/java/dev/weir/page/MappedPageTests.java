package dev.weir.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page behind a proxy that adds a prefix, with paths that the operator has chosen. */
@InBrowser
@Timeout(240)
class MappedPageTests {

    private static final String PREFIX = "/ops";
    private static final List<String> FORWARDED = List.of("Content-Type", "Origin", "Sec-Fetch-Site", "Accept");

    @Test
    void worksBehindAPrefixAndOnMappedPaths(Browser browser) throws Exception {
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .with(
                                "management.endpoints.web.base-path=/manage",
                                "management.endpoints.web.path-mapping.weir=tcp/live",
                                "management.endpoints.web.path-mapping.tcpstreams=who",
                                "management.endpoints.web.path-mapping.tcplisteners=ports",
                                "management.endpoint.tcplisteners.access=unrestricted",
                                "management.endpoint.tcpstreams.access=unrestricted")
                        .start();
                var proxy = new Proxy(LivePage.address(application));
                LivePage live = LivePage.blank(browser, new Browser.NewContextOptions());
                Socket socket = application.connect("echo")) {
            live.go(proxy.address() + PREFIX + "/manage/tcp/live");
            String client = "127.0.0.1:" + socket.getLocalPort();
            assertThat(live.stream(client)).isVisible();

            live.change("End stream " + live.cell(client, "id").textContent());
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            live.change("Pause echo");
            assertThat(live.card("echo").locator(".bar .dot")).hasText("paused: admin");
        }
    }

    /** Takes the prefix off, and passes on the rest. */
    private static final class Proxy implements AutoCloseable {

        private final HttpClient http = HttpClient.newHttpClient();
        private final HttpServer server;
        private final String target;

        Proxy(String target) throws IOException {
            this.target = target;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(PREFIX + "/", this::pass);
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void pass(HttpExchange exchange) throws IOException {
            try (exchange) {
                var request = HttpRequest.newBuilder(URI.create(
                                target + exchange.getRequestURI().toString().substring(PREFIX.length())))
                        .method(
                                exchange.getRequestMethod(),
                                BodyPublishers.ofByteArray(
                                        exchange.getRequestBody().readAllBytes()));
                for (String header : FORWARDED) {
                    String value = exchange.getRequestHeaders().getFirst(header);
                    if (value != null) {
                        request.header(header, value);
                    }
                }
                HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
                answer.headers()
                        .firstValue("Content-Type")
                        .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
                byte[] body = answer.body();
                exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            server.stop(0);
            http.close();
        }
    }
}
