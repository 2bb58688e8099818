package dev.weir.autoconfigure;

import dev.weir.client.ClientMode;
import dev.weir.client.ClientOptions;
import dev.weir.client.Correlation;
import dev.weir.client.CorrelationMode;
import dev.weir.client.FrameClient;
import dev.weir.client.FrameClientOptions;
import dev.weir.client.FrameClients;
import dev.weir.client.RequestOptions;
import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameOptions;
import dev.weir.observe.ClientObserver;
import dev.weir.upstream.Upstream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Creates a client's {@link FrameClient} from its settings, without the types of where it is injected: it takes any request that
 * can be converted. Its replies are bytes, or of the type that a {@link Correlation} needs.
 */
final class FrameClientMapper {

    private final ConfigurableListableBeanFactory beans;
    private final FramingMapper framings;
    private final ConversionChains conversions;

    FrameClientMapper(ConfigurableListableBeanFactory beans, FramingMapper framings, ConversionChains conversions) {
        this.beans = beans;
        this.framings = framings;
        this.conversions = conversions;
    }

    /** @throws InvalidSettingException for the first wrong setting */
    UntypedFrameClient create(
            String name,
            ClientOptions options,
            FramingProperties framing,
            ClientProperties.Request request,
            Upstream upstream,
            ClientObserver observer) {
        String prefix = SettingsGroup.CLIENTS.root() + "." + name;
        FrameOptions frames = framings.map(prefix + ".framing", framing);
        FrameConversions chain = conversions.create(framing.charset(), BuiltInConverters.buffers());
        Replies replies = replies(prefix, request.correlation(), chain);
        FrameClient<Object, Object> client = FrameClients.create(
                name,
                options,
                new FrameClientOptions<>(
                        frames.format(),
                        frames.timeout(),
                        new RequestConverter(chain),
                        replies.converter(),
                        requests(prefix, options.mode(), request, replies.correlation())),
                upstream,
                observer);
        return new UntypedFrameClient(client, chain, replies.type());
    }

    /** How replies are converted and recognized. */
    private record Replies(
            ResolvableType type,
            FrameConverter<Object> converter,
            @Nullable Correlation<Object, Object> correlation) {}

    /** The types of the correlation are those of the client. */
    @SuppressWarnings("unchecked")
    private Replies replies(String prefix, CorrelationMode mode, FrameConversions chain) {
        if (mode != CorrelationMode.BY_KEY) {
            return new Replies(
                    ResolvableType.forClass(byte[].class),
                    (FrameConverter<Object>) (FrameConverter<?>) BuiltInConverters.bytes(),
                    null);
        }
        String bean = correlationBean(prefix);
        Correlation<?, ?> correlation = beans.getBean(bean, Correlation.class);
        ResolvableType type =
                BeanTypes.of(beans, bean, correlation, Correlation.class).getGeneric(1);
        FrameConverter<?> reader = type.resolve() == null ? null : chain.findReader(type);
        if (reader == null) {
            throw new InvalidSettingException(
                    prefix + ".request.correlation",
                    CorrelationMode.BY_KEY.label(),
                    "has the Correlation bean " + bean + ", for whose replies (" + type + ") there is no conversion",
                    "Declare the bean by a class or @Bean method with its types, such as Correlation<String, String>,"
                            + " and a FrameConverter bean if they are your own.");
        }
        return new Replies(type, (FrameConverter<Object>) reader, (Correlation<Object, Object>) correlation);
    }

    /** The only Correlation bean, or the one that is named after the client. */
    private String correlationBean(String prefix) {
        String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Correlation.class);
        String own = prefix.substring(prefix.lastIndexOf('.') + 1) + "Correlation";
        for (String name : names) {
            if (names.length == 1 || name.equals(own)) {
                return name;
            }
        }
        throw new InvalidSettingException(
                prefix + ".request.correlation",
                CorrelationMode.BY_KEY.label(),
                names.length == 0
                        ? "needs a Correlation bean, and there is none"
                        : "needs one of several Correlation beans: " + String.join(", ", names),
                "Declare a Correlation bean" + (names.length == 0 ? "." : " of the name " + own + "."));
    }

    private static RequestOptions<Object, Object> requests(
            String prefix,
            ClientMode mode,
            ClientProperties.Request request,
            @Nullable Correlation<Object, Object> correlation) {
        Duration timeout = Checks.positive(prefix + ".request.timeout", request.timeout(), "10s");
        if (request.inFlight() < 1) {
            throw new InvalidSettingException(
                    prefix + ".request.in-flight",
                    request.inFlight(),
                    "must be positive",
                    "Set it to 1, its default, for one request at a time on each connection.");
        }
        if (mode == ClientMode.SINGLE && request.inFlight() > 1) {
            throw new InvalidSettingException(
                    prefix + ".request.in-flight",
                    request.inFlight(),
                    "has no effect, since " + prefix + ".mode is single: one caller at a time",
                    "Remove it, or set " + prefix + ".mode to shared.");
        }
        return new RequestOptions<>(timeout, request.inFlight(), request.correlation(), correlation);
    }
}
