package dev.weir.bench.peer;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ServerSocketFactory;

/** The bare JDK: a {@link ServerSocket}, and a virtual thread for each connection. */
public final class JdkServer {

    private static final int BACKLOG = 1024;
    private static final int BUFFER = 8 * 1024;

    private JdkServer() {}

    public static void main(String[] args) throws IOException {
        boolean lines = args[0].equals("line");
        ServerSocketFactory sockets =
                args[0].equals("tls") ? Identity.context().getServerSocketFactory() : ServerSocketFactory.getDefault();
        try (var server =
                sockets.createServerSocket(Integer.parseInt(args[1]), BACKLOG, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket, lines));
            }
        }
    }

    private static void serve(Socket socket, boolean lines) {
        try (socket) {
            socket.setTcpNoDelay(true);
            if (lines) {
                answer(socket);
            } else {
                echo(socket);
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private static void echo(Socket socket) throws IOException {
        var buffer = new byte[BUFFER];
        var in = socket.getInputStream();
        var out = socket.getOutputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
        }
    }

    private static void answer(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.write('+');
            out.write(line.getBytes(StandardCharsets.US_ASCII));
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            if (!in.ready()) {
                out.flush();
            }
        }
        out.flush();
    }
}
