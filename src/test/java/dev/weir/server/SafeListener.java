package dev.weir.server;

import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A listener {@code safe} with an SSL bundle, and its clients, which trust two certificates. */
final class SafeListener {

    static final TestCertificates ONE = TestCertificates.of("one.example");
    static final TestCertificates TWO = TestCertificates.of("two.example");

    private static final SSLContext CLIENT = TestCertificates.trusting(ONE, TWO);

    private SafeListener() {}

    static RunningApplication.Setup tls(Path pem) {
        return RunningApplication.application()
                .listener("safe", "echo")
                .with(
                        "weir.listeners.safe.ssl.bundle=edge",
                        "spring.ssl.bundle.pem.edge.keystore.certificate=file:" + pem,
                        "spring.ssl.bundle.pem.edge.keystore.private-key=file:" + pem);
    }

    static SSLSocket handshake(RunningApplication application) throws IOException {
        return shakeHands(application.connect("safe"));
    }

    static SSLSocket shakeHands(Socket plain) throws IOException {
        SSLSocket socket = over(plain, "127.0.0.1");
        socket.startHandshake();
        return socket;
    }

    /** Connects a client that asks for a host, and has not shaken hands. */
    static SSLSocket connect(RunningApplication application, String host) throws IOException {
        return over(application.connect("safe"), host);
    }

    private static SSLSocket over(Socket plain, String host) throws IOException {
        return (SSLSocket) CLIENT.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
    }

    static String echo(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8);
    }

    static String subject(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerPrincipal().getName();
    }
}
