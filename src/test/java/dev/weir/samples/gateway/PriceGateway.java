package dev.weir.samples.gateway;

import dev.weir.client.FrameClient;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Asks the server behind it for the price of an article. */
@Component
final class PriceGateway implements FrameHandler<String, String> {

    private final FrameClient<String, String> prices;
    private final AtomicInteger number = new AtomicInteger();

    PriceGateway(FrameClient<String, String> prices) {
        this.prices = prices;
    }

    @Override
    public String handle(String article, FrameSession session) throws IOException {
        String reply = prices.call("%06d %s".formatted(number.incrementAndGet(), article));
        return reply.substring(7);
    }
}
