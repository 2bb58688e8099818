package dev.weir.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.concurrent.TimeUnit;

/** Vert.x, with its native transport if that is there. */
public final class VertxServer {

    private static final int BACKLOG = 1024;

    private VertxServer() {}

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        boolean lines = args[0].equals("line");
        vertx.createNetServer(new NetServerOptions().setAcceptBacklog(BACKLOG).setTcpNoDelay(true))
                .connectHandler(socket -> {
                    socket.exceptionHandler(_ -> socket.close());
                    if (lines) {
                        socket.handler(RecordParser.newDelimited("\r\n", line -> answer(socket, line)));
                    } else {
                        socket.handler(socket::write);
                    }
                })
                .listen(Integer.parseInt(args[1]), "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
    }

    private static void answer(NetSocket socket, Buffer line) {
        socket.write("+");
        socket.write(line);
        socket.write("\r\n");
    }
}
