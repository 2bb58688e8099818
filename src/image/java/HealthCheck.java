import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The image's health check, since the image has no shell: {@code HealthCheck FILE} asks the readiness probe at the URL that weir
 * has written to the file. The exit status is 0 if weir is ready, or 1; the answer is printed. A socket and a status line are all
 * it uses, because it runs every few seconds: an HTTP client would take several times as long to start.
 */
@SuppressWarnings("DefaultPackage") // a program of one file
final class HealthCheck {

    private static final int TIMEOUT_MILLIS = 4000;
    private static final int MAX_ANSWER = 2000;

    private HealthCheck() {}

    public static void main(String[] arguments) {
        int status = 1;
        try {
            String answer =
                    ask(URI.create(Files.readString(Path.of(arguments[0])).strip()));
            System.out.println(answer);
            status = answer.matches("(?s)HTTP/1\\.1 200\\b.*") ? 0 : 1;
        } catch (NoSuchFileException e) {
            System.out.println(
                    e.getMessage() + " is not there: weir has not started its management port yet, or has none");
        } catch (Exception e) {
            System.out.println(e);
        }
        System.exit(status);
    }

    private static String ask(URI url) throws IOException, GeneralSecurityException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try (Socket layer = url.getScheme().equals("https") ? secure(socket, url) : socket) {
                OutputStream out = layer.getOutputStream();
                out.write(("GET " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                                + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                return new String(layer.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            }
        }
    }

    private static Socket secure(Socket socket, URI url) throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
        SSLSocketFactory factory = context.getSocketFactory();
        return factory.createSocket(socket, url.getHost(), url.getPort(), true);
    }

    /** The certificate is for a name of the service, and the connection does not leave the container. */
    private static final class AnyCertificate implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
