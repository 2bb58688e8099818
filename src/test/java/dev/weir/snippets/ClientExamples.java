package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.autoconfigure.TcpClientConnectionDetails;
import dev.weir.client.Correlation;
import dev.weir.client.FrameClient;
import dev.weir.client.TcpClient;
import dev.weir.client.UpstreamClosedException;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.io.IOException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** The code of docs/clients.md. */
class ClientExamples {

    @Component("gateway")
    static class Gateway implements FrameHandler<String, String> {

        private final FrameClient<String, String> prices;

        Gateway(FrameClient<String, String> prices) {
            this.prices = prices;
        }

        @Override
        public String handle(String article, FrameSession session) throws IOException {
            return prices.call(article);
        }
    }

    @Component
    static class TraceNumber implements Correlation<String, String> {

        @Override
        public Object requestKey(String request) {
            return request.substring(0, 6);
        }

        @Override
        public Object replyKey(String reply) {
            return reply.substring(0, 6);
        }
    }

    static String version(TcpClient cache) throws IOException {
        return cache.<String, IOException>use(stream -> {
            stream.writeAll("version\r\n".getBytes(US_ASCII));
            return stream.readLine(US_ASCII, 100);
        });
    }

    static String ask(FrameClient<String, String> prices, String article) throws IOException {
        try {
            return prices.call(article);
        } catch (UpstreamClosedException e) {
            if (e.mayHaveBeenSent()) {
                throw e;
            }
            return prices.call(article);
        }
    }

    /** Where the server of a test is. */
    record PriceServer(String address) {}

    @Configuration(proxyBeanMethods = false)
    static class WithServer {

        @Bean
        TcpClientConnectionDetails whereThePricesAre(PriceServer server) {
            return TcpClientConnectionDetails.of("prices", List.of(server.address()));
        }
    }
}
