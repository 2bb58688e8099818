package dev.weir.samples.gateway;

import dev.weir.client.Correlation;
import org.springframework.stereotype.Component;

/** The six digits that requests and replies begin with. */
@Component
final class MessageNumber implements Correlation<String, String> {

    @Override
    public Object requestKey(String request) {
        return request.substring(0, 6);
    }

    @Override
    public Object replyKey(String reply) {
        return reply.substring(0, 6);
    }
}
