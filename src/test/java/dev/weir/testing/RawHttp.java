package dev.weir.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP requests that are sent as they are written, with any path and any header, as no HTTP client would. */
public final class RawHttp {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

    private final int port;

    /** @param port of a web server on 127.0.0.1 */
    public RawHttp(int port) {
        this.port = port;
    }

    public int port() {
        return port;
    }

    /**
     * An answer.
     *
     * @param text head and body
     */
    public record Answer(int status, String text) {

        public String body() {
            String body = text.substring(text.indexOf("\r\n\r\n") + 4);
            return text.contains("Transfer-Encoding: chunked") ? unchunked(body) : body;
        }

        private static String unchunked(String chunks) {
            var body = new StringBuilder();
            int size = -1;
            for (int at = 0; size != 0; at += size + 2) {
                int end = chunks.indexOf("\r\n", at);
                size = Integer.parseInt(chunks.substring(at, end), 16);
                at = end + 2;
                body.append(chunks, at, at + size);
            }
            return body.toString();
        }

        /** The value of a header, without case; fails if there is none or several. */
        public String header(String name) {
            Matcher header = Pattern.compile("(?im)^" + Pattern.quote(name) + ": *(.*?)\\r?$")
                    .matcher(text.substring(0, text.indexOf("\r\n\r\n") + 2));
            if (!header.find()) {
                throw new AssertionError("no header " + name + " in " + text);
            }
            String value = header.group(1);
            if (header.find()) {
                throw new AssertionError("header " + name + " is repeated in " + text);
            }
            return value;
        }
    }

    /**
     * Sends a request, and returns the answer when the server has closed the connection.
     *
     * @param method with the request's target, such as {@code DELETE /actuator/tcpstreams/1}
     * @param body may be empty
     * @param headers lines; without one for Host, the server's own address is the host
     */
    public Answer send(String method, String body, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Patience.DEADLINE_MILLIS);
            var request = new StringBuilder(method + " HTTP/1.1\r\nConnection: close\r\n");
            boolean host = false;
            for (String header : headers) {
                request.append(header).append("\r\n");
                host |= header.toLowerCase(Locale.ROOT).startsWith("host:");
            }
            if (!host) {
                request.append("Host: 127.0.0.1:").append(port).append("\r\n");
            }
            if (!body.isEmpty()) {
                request.append("Content-Length: ").append(body.length()).append("\r\n");
            }
            socket.getOutputStream().write((request + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher status = STATUS.matcher(text);
            if (!status.lookingAt()) {
                throw new AssertionError("no answer to " + method + ": " + text);
            }
            return new Answer(Integer.parseInt(status.group(1)), text);
        }
    }
}
