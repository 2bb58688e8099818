import java.net.HttpURLConnection;
import java.net.URI;

/** The image's health check, since the image has no shell: exit status 0 if the management port reports weir ready, or 1. */
@SuppressWarnings("DefaultPackage") // a program of one file
final class HealthCheck {

    private HealthCheck() {}

    public static void main(String[] arguments) {
        int status = 1;
        try {
            String url = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8080/actuator/health/readiness";
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(2000);
            status = connection.getResponseCode() == 200 ? 0 : 1;
        } catch (Exception e) {
            System.err.println(e);
        }
        System.exit(status);
    }
}
