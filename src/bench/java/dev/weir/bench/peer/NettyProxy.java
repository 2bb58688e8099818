package dev.weir.bench.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A proxy as in Netty's example HexDumpProxy, on native epoll: both sides of a connection share an event loop, and each is read
 * again once the other has written what came. Third argument: the target's port on 127.0.0.1.
 */
public final class NettyProxy {

    private static final int BACKLOG = 1024;

    private NettyProxy() {}

    public static void main(String[] args) throws InterruptedException {
        Epoll.ensureAvailability();
        int target = Integer.parseInt(args[2]);
        var loops = new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Frontend(target));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(args[1]))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    /** One side of a connection, which writes what it reads to the other. */
    private static class Side extends ChannelInboundHandlerAdapter {

        private @Nullable Channel other;
        private @Nullable ChannelFuture last;

        final void setOther(Channel channel) {
            other = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            last = other.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            ChannelFuture written = last;
            if (written == null) {
                context.read();
                return;
            }
            last = null;
            other.flush();
            if (written.isSuccess()) {
                context.read();
            } else {
                written.addListener(future -> {
                    if (future.isSuccess()) {
                        context.read();
                    } else {
                        var _ = context.close();
                    }
                });
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (other != null && other.isActive()) {
                other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    private static final class Frontend extends Side {

        private final int target;

        Frontend(int target) {
            this.target = target;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            Channel client = context.channel();
            var backend = new Side();
            backend.setOther(client);
            ChannelFuture connect = new Bootstrap()
                    .group(client.eventLoop())
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(backend)
                    .connect("127.0.0.1", target);
            setOther(connect.channel());
            connect.addListener(future -> {
                if (future.isSuccess()) {
                    client.read();
                    connect.channel().read();
                } else {
                    var _ = client.close();
                }
            });
        }
    }
}
