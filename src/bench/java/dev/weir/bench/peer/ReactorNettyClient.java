package dev.weir.bench.peer;

import io.netty.channel.Channel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

/** Reactor Netty's client with a pool; callers are subscriptions. Third argument: the target's port. */
public final class ReactorNettyClient {

    private static final int MAX_FRAME = 64 * 1024;

    private ReactorNettyClient() {}

    public static void main(String[] args) throws IOException {
        ConnectionProvider pool = ConnectionProvider.builder("benchmark")
                .maxConnections(WeirClient.CONNECTIONS)
                .pendingAcquireMaxCount(-1)
                .build();
        TcpClient client = TcpClient.create(pool)
                .host("127.0.0.1")
                .port(Integer.parseInt(args[2]))
                .doOnChannelInit((_, channel, _) -> frame(channel));
        Callers.serve(Integer.parseInt(args[1]), calls -> start(client, calls));
    }

    private static void frame(Channel channel) {
        channel.pipeline()
                .addFirst(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, 4, 0, 4), new LengthFieldPrepender(4));
    }

    private static void start(TcpClient client, Callers.Calls calls) {
        client.connect()
                .flatMap(connection -> exchange(connection, calls))
                .repeat(() -> !calls.isOver())
                .subscribe(_ -> {}, calls::fail);
    }

    private static Mono<Void> exchange(Connection connection, Callers.Calls calls) {
        return connection
                .outbound()
                .sendByteArray(Mono.just(calls.request()))
                .then()
                .then(connection.inbound().receive().asByteArray().next().doOnNext(calls::count))
                .doFinally(_ -> release(connection))
                .then();
    }

    /** The end of a handler, and {@code dispose}, would close the connection; a change of its state returns it to the pool. */
    private static void release(Connection connection) {
        ChannelOperations<?, ?> operations = ChannelOperations.get(connection.channel());
        operations.listener().onStateChange(operations, ConnectionObserver.State.DISCONNECTING);
    }
}
