import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The training run of the image's AOT caches: starts weir, sends it some work of each kind, runs the health check, and stops weir
 * with SIGTERM. The JVMs write the classes loaded meanwhile and the profiles of the methods into the caches.
 *
 * <p>{@code java Training.java KEYSTORE PASSWORD CHECK... -- COMMAND...}, where the command starts weir with a listener
 * {@code echo} and, with the key store's certificate, a listener {@code tls}; the check may be empty. The exit status is 0 if weir
 * answered all of it and the check found it ready.
 */
@SuppressWarnings("DefaultPackage") // a program of one file
final class Training {

    private static final Pattern PORT =
            Pattern.compile("TCP listener '(\\w+)' started on \\S+:(\\d+)|(Tomcat) started on port (\\d+)");
    private static final byte[] FRAME =
            "sixty-four bytes that go there and back, as telemetry would do.\n".getBytes(StandardCharsets.US_ASCII);

    private final TrustManagerFactory trust;
    private final Map<String, Integer> ports = new HashMap<>();

    private Training(TrustManagerFactory trust) {
        this.trust = trust;
    }

    public static void main(String[] arguments) throws Exception {
        var training = new Training(loadTrust(Path.of(arguments[0]), arguments[1].toCharArray()));
        List<String> commands = Arrays.asList(arguments).subList(2, arguments.length);
        int end = commands.indexOf("--");
        Process weir = new ProcessBuilder(commands.subList(end + 1, commands.size()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log = weir.inputReader()) {
            training.awaitStart(log);
            Thread rest = Thread.startVirtualThread(() -> log.lines().forEach(System.out::println));
            try {
                training.work();
                if (end > 0) {
                    checkHealth(commands.subList(0, end));
                }
            } finally {
                // Process.destroy would close the log as well.
                weir.toHandle().destroy();
                rest.join();
            }
        }
    }

    private void awaitStart(BufferedReader log) throws IOException {
        String line;
        do {
            line = log.readLine();
            if (line == null) {
                throw new IOException("weir did not start");
            }
            System.out.println(line);
            var matcher = PORT.matcher(line);
            if (matcher.find()) {
                int first = matcher.group(1) != null ? 1 : 3;
                ports.put(matcher.group(first), Integer.valueOf(matcher.group(first + 1)));
            }
        } while (!line.contains("Started WeirApplication"));
    }

    /** Enough of each kind to load its classes and profile its usual paths; ten times as much made no difference. */
    private void work() throws GeneralSecurityException, IOException, InterruptedException {
        converse("echo", 200, 3);
        converse("echo", 3, 500);
        converse("tls", 30, 3);
        converse("tls", 3, 200);
        for (int i = 0; i < 5; i++) {
            ask("/actuator/prometheus");
            ask("/actuator/health/readiness");
        }
    }

    private void converse(String listener, int connections, int frames) throws GeneralSecurityException, IOException {
        for (int i = 0; i < connections; i++) {
            SocketFactory sockets = listener.equals("tls") ? withoutSessions() : SocketFactory.getDefault();
            try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port(listener))) {
                socket.setTcpNoDelay(true);
                for (int j = 0; j < frames; j++) {
                    socket.getOutputStream().write(FRAME);
                    if (!Arrays.equals(socket.getInputStream().readNBytes(FRAME.length), FRAME)) {
                        throw new IOException("Listener " + listener + " answered with other bytes");
                    }
                }
            }
        }
    }

    private void ask(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("Tomcat") + path));
        try (var client = HttpClient.newHttpClient()) {
            int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IOException(path + " answered " + status);
            }
        }
    }

    private static void checkHealth(List<String> command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("The health check ended with status " + status + ": " + String.join(" ", command));
        }
    }

    private int port(String name) throws IOException {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IOException("The log has no start of " + name);
        }
        return port;
    }

    /** A new context, which has no session to resume, makes each handshake a full one. */
    private SocketFactory withoutSessions() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static TrustManagerFactory loadTrust(Path keyStore, char[] password)
            throws GeneralSecurityException, IOException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(keyStore.toFile(), password));
        return trust;
    }
}
