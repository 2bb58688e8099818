package dev.weir.samples.shout;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Answers a line with the same in upper case. */
@Component
final class ShoutMessages implements FrameHandler<String, String> {

    @Override
    public String handle(String line, FrameSession session) {
        return line.toUpperCase(Locale.ROOT);
    }
}
