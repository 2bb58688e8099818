package dev.weir.samples.shout;

/** Where this application's settings are, which are not in the usual place because there are several applications here. */
final class ShoutTest {

    static final String SETTINGS = "spring.config.location=classpath:/dev/weir/samples/shout/application.yml";

    private ShoutTest() {}
}
