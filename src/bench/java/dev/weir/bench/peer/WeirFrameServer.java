package dev.weir.bench.peer;

import dev.weir.frame.FrameHandler;
import java.nio.ByteBuffer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Weir with a handler that returns each frame as it has received it. The arguments are settings, also those of the framing. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public final class WeirFrameServer {

    WeirFrameServer() {}

    public static void main(String[] args) {
        SpringApplication.run(WeirFrameServer.class, args);
    }

    /** The handler that {@code weir.listeners.<name>.handler=frames} names. */
    @Bean
    public FrameHandler<ByteBuffer, ByteBuffer> frames() {
        return (frame, _) -> frame;
    }
}
