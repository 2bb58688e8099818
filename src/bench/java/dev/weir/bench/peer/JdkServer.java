package dev.weir.bench.peer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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
        Service service = service(args[0]);
        ServerSocketFactory sockets =
                args[0].equals("tls") ? Identity.context().getServerSocketFactory() : ServerSocketFactory.getDefault();
        try (var server =
                sockets.createServerSocket(Integer.parseInt(args[1]), BACKLOG, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket, service));
            }
        }
    }

    private static Service service(String protocol) {
        return switch (protocol) {
            case "line" -> JdkServer::answer;
            case "length" -> JdkServer::returnFrames;
            case "lf" -> JdkServer::returnLines;
            default -> JdkServer::echo;
        };
    }

    private static void serve(Socket socket, Service service) {
        try (socket) {
            socket.setTcpNoDelay(true);
            service.serve(socket);
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

    private static void returnFrames(Socket socket) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
        while (true) {
            byte[] frame = in.readNBytes(in.readInt());
            out.writeInt(frame.length);
            out.write(frame);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private static void returnLines(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
            out.write('\n');
            if (!in.ready()) {
                out.flush();
            }
        }
        out.flush();
    }

    @FunctionalInterface
    private interface Service {
        void serve(Socket socket) throws IOException;
    }
}
