package dev.weir.autoconfigure;

import dev.weir.client.FrameClient;
import dev.weir.frame.FrameConverter;
import org.springframework.core.ResolvableType;

/**
 * A client whose requests and replies have no types yet.
 *
 * @param client takes any request that the conversions can write
 * @param conversions those of the client's framing
 * @param replyType the type of the client's replies: bytes, or what its {@code Correlation} needs
 */
record UntypedFrameClient(FrameClient<Object, Object> client, FrameConversions conversions, ResolvableType replyType) {

    /**
     * Returns the client with the types of where it is injected; without types, requests of any and replies of the client's own.
     *
     * @param type of {@link FrameClient}
     * @throws InvalidSettingException if there is no conversion
     */
    FrameClient<?, ?> typed(ResolvableType type) {
        Class<?> request = type.getGeneric(0).resolve();
        if (request != null && request != Object.class && !conversions.canWrite(request)) {
            throw noConversion("takes requests of the type " + type.getGeneric(0));
        }
        ResolvableType reply = type.getGeneric(1);
        if (reply.resolve() == null
                || reply.resolve() == Object.class
                || reply.getType().equals(replyType.getType())) {
            return client;
        }
        FrameConverter<?> reader = replyType.resolve() == byte[].class ? conversions.findReader(reply) : null;
        if (reader == null) {
            throw noConversion("returns replies of the type " + reply
                    + (replyType.resolve() == byte[].class ? "" : ", but its Correlation bean has " + replyType));
        }
        return new ConvertingFrameClient<>(client, reader);
    }

    private InvalidSettingException noConversion(String problem) {
        return new InvalidSettingException(
                SettingsGroup.CLIENTS.root() + "." + client.name(),
                null,
                "is injected as a FrameClient that " + problem + ", for which there is no conversion",
                "Declare a FrameConverter bean of that type, a JsonMapper bean or a MessageConverter bean, or use byte[],"
                        + " ByteBuffer or String.");
    }
}
