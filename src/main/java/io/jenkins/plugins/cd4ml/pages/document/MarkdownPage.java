package io.jenkins.plugins.cd4ml.pages.document;

import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown that strangers wrote, as HTML: their own markup is shown as text, links lead nowhere but to web and mail
 * addresses, pictures are left out because they would tell their server who reads the page. Headings begin below the
 * page's own.
 */
public final class MarkdownPage {
    /** A longer document is downloaded, not shown. */
    public static final long MOST_BYTES = 1L << 20;

    private static final List<TablesExtension> TABLES = List.of((TablesExtension) TablesExtension.create());
    private static final Parser PARSER =
            Parser.builder().extensions(TABLES).maxOpenBlockParsers(50).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(TABLES)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .attributeProviderFactory(context -> (node, tag, attributes) -> {
                if (node instanceof TableBlock) {
                    attributes.put("tabindex", "0"); // a wide one scrolls, by keyboard, too
                }
            })
            .build();

    private MarkdownPage() {}

    public static String html(String markdown) {
        Node document = PARSER.parse(markdown);
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                heading.setLevel(Math.min(6, heading.getLevel() + 1));
                visitChildren(heading);
            }

            @Override
            public void visit(Image image) {
                image.insertBefore(new Text("[" + image.getDestination() + "]"));
                image.unlink();
            }
        });
        return RENDERER.render(document);
    }
}
