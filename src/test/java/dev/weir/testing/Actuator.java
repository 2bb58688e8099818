package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.IntSupplier;

/**
 * An application's actuator endpoints over HTTP. Connections are kept open between requests, so a later request needs no
 * new descriptor in the application.
 */
public final class Actuator implements AutoCloseable {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Patience.DEADLINE)
            .build();
    private final IntSupplier port;

    /** @param port of the management server on 127.0.0.1 */
    public Actuator(int port) {
        this(() -> port);
    }

    /** @param port of the management server on 127.0.0.1, which may change; supplied for each request */
    Actuator(IntSupplier port) {
        this.port = port;
    }

    public int port() {
        return port.getAsInt();
    }

    /**
     * Sends a GET request.
     *
     * @param path below {@code /actuator/}, with the query
     * @param headers names and values in turn
     */
    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** The body of an answer with status 200; every other status fails. */
    public String body(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode())
                .as("status of %s: %s", path, answer.body())
                .isEqualTo(200);
        return answer.body();
    }

    /** Sends a GET request for an answer that is no text. */
    public HttpResponse<byte[]> download(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.ofByteArray());
    }

    public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    public Scrape scrape() throws IOException, InterruptedException {
        return Scrape.parse(body("prometheus"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/actuator/" + path))
                .timeout(Patience.DEADLINE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
    }
}
