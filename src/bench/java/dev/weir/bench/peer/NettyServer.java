package dev.weir.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Netty, an event loop for each processor; TLS by the JDK's engine. Third argument: nio, epoll or io_uring. */
public final class NettyServer {

    private static final int BACKLOG = 1024;
    private static final int MAX_LINE = 1024;
    private static final int MAX_FRAME = 64 * 1024;
    private static final ByteBuf PLUS = constant("+");
    private static final ByteBuf END = constant("\r\n");
    private static final ByteBuf LF = constant("\n");

    private NettyServer() {}

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }

    public static void main(String[] args) throws Exception {
        switch (args[2]) {
            case "nio" -> run(args[0], args[1], NioIoHandler.newFactory(), NioServerSocketChannel.class);
            case "epoll" -> {
                Epoll.ensureAvailability();
                run(args[0], args[1], EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
            }
            case "io_uring" -> {
                IoUring.ensureAvailability();
                run(args[0], args[1], IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
            }
            default -> throw new IllegalArgumentException(args[2]);
        }
    }

    private static void run(
            String protocol, String port, IoHandlerFactory factory, Class<? extends ServerSocketChannel> type)
            throws IOException, InterruptedException {
        SslContext tls = protocol.equals("tls")
                ? SslContextBuilder.forServer(Identity.keys())
                        .sslProvider(SslProvider.JDK)
                        .build()
                : null;
        var loops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), factory);
        new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        switch (protocol) {
                            case "line" ->
                                channel.pipeline().addLast(new LineBasedFrameDecoder(MAX_LINE), new Answer());
                            case "length" ->
                                channel.pipeline()
                                        .addLast(
                                                new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, 4, 0, 4),
                                                new LengthFieldPrepender(4),
                                                new Echo());
                            case "lf" ->
                                channel.pipeline().addLast(new LineBasedFrameDecoder(MAX_FRAME), new LineEcho());
                            default -> channel.pipeline().addLast(new Echo());
                        }
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(port))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var _ = context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    private static final class Answer extends Echo {

        @Override
        public void channelRead(ChannelHandlerContext context, Object line) {
            var _ = context.write(PLUS.duplicate(), context.voidPromise());
            var _ = context.write(line, context.voidPromise());
            var _ = context.write(END.duplicate(), context.voidPromise());
        }
    }

    private static final class LineEcho extends Echo {

        @Override
        public void channelRead(ChannelHandlerContext context, Object line) {
            var _ = context.write(line, context.voidPromise());
            var _ = context.write(LF.duplicate(), context.voidPromise());
        }
    }
}
