package dev.weir.bench.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;
import reactor.netty.tcp.TcpServer;

/** Reactor Netty, on the native transport that it finds. */
public final class ReactorNettyServer {

    private static final int BACKLOG = 1024;
    private static final int MAX_LINE = 1024;
    private static final byte[] PLUS = {'+'};
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private ReactorNettyServer() {}

    public static void main(String[] args) {
        TcpServer server = TcpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[1]))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true);
        TcpServer handled = args[0].equals("line")
                ? server.doOnConnection(connection -> connection.addHandlerLast(new LineBasedFrameDecoder(MAX_LINE)))
                        .handle((in, out) -> out.send(in.receive()
                                .retain()
                                .concatMap(line ->
                                        Flux.just(Unpooled.wrappedBuffer(PLUS), line, Unpooled.wrappedBuffer(END)))))
                : server.handle((in, out) -> out.send(in.receive().retain()));
        handled.bindNow().onDispose().block();
    }
}
