"""Cut a document into paragraphs: headings, lists, footnotes, furniture."""
