// Opens the lab with the preset of this page. Without scripts the page remains, with a link.
location.replace(document.getElementById('open').href);
