package dev.weir.bench.peer;

import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.FrameCodec;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameObservers;
import dev.weir.frame.FrameOptions;
import dev.weir.frame.FrameSessions;
import dev.weir.frame.FrameStreamHandler;
import dev.weir.frame.LengthFormat;
import dev.weir.stream.TcpStreamHandler;
import java.nio.ByteBuffer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Weir with a handler that returns each frame as it has received it. The arguments are settings. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public final class WeirFrameServer {

    private static final int MAX_FRAME = 64 * 1024;
    private static final FrameHandler<ByteBuffer, ByteBuffer> ECHO = (frame, _) -> frame;

    WeirFrameServer() {}

    public static void main(String[] args) {
        SpringApplication.run(WeirFrameServer.class, args);
    }

    /** The handler that {@code weir.listeners.<name>.handler=length} names. */
    @Bean
    public TcpStreamHandler length() {
        return framed(FrameFormat.length(LengthFormat.DEFAULT));
    }

    /** The handler that {@code weir.listeners.<name>.handler=lf} names. */
    @Bean
    public TcpStreamHandler lf() {
        return framed(FrameFormat.lines(MAX_FRAME));
    }

    private static TcpStreamHandler framed(FrameFormat format) {
        var views = BuiltInConverters.views();
        return new FrameStreamHandler<>(
                ECHO,
                new FrameCodec<>(views, value -> (ByteBuffer) value),
                FrameOptions.of(format),
                FrameObservers.NONE,
                "echo",
                new FrameSessions());
    }
}
