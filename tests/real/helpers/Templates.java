import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import org.apache.commons.lang3.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * Renders mapping templates with the engines that API Gateway is made of: one JSON request a line, {"template", "body", "stream"}, and for
 * each a line {"bytes", "responseOverride"}, the bytes in Base64.
 */
public class Templates {
  public static void main(String[] args) throws Exception {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty("parser.allow_hyphen_in_identifiers", true);
    engine.setProperty("parser.space_gobbling", "bc");
    engine.setProperty("directive.foreach.max_loops", 1000);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Map<?, ?> given = (Map<?, ?>) JSONValue.parse(line);
      Map<String, Object> override = new HashMap<>(Map.of("header", new HashMap<>()));
      VelocityContext context = new VelocityContext();
      context.put("input", new Input((String) given.get("body"), (String) given.get("stream")));
      context.put("util", new Util());
      context.put("context", new HashMap<>(Map.of("responseOverride", override)));
      StringWriter text = new StringWriter();
      engine.evaluate(context, text, "template", (String) given.get("template"));
      String bytes = Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
      out.println(JSONValue.toJSONString(Map.of("bytes", bytes, "responseOverride", override)));
    }
    out.flush();
  }

  /** {@code $input} as API Gateway documents it; where nothing is at a path, {@code json} gives an empty text. */
  public static class Input {
    private final Object document;
    private final String stream;

    Input(String body, String stream) {
      this.document = Configuration.defaultConfiguration().jsonProvider().parse(body);
      this.stream = stream;
    }

    public Object path(String path) {
      try {
        return JsonPath.read(document, path);
      } catch (PathNotFoundException none) {
        return null;
      }
    }

    public String json(String path) {
      try {
        return JSONValue.toJSONString(JsonPath.read(document, path), JSONStyle.LT_COMPRESS);
      } catch (PathNotFoundException none) {
        return "\"\"";
      }
    }

    public String params(String name) {
      return name.equals("stream-name") ? stream : "";
    }
  }

  /** {@code $util} as API Gateway documents it. */
  public static class Util {
    public String escapeJavaScript(String text) {
      return StringEscapeUtils.escapeEcmaScript(text);
    }

    public Object parseJson(String text) {
      return Configuration.defaultConfiguration().jsonProvider().parse(text);
    }

    public String urlEncode(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public String urlDecode(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String base64Encode(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public String base64Decode(String text) {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
  }
}
