"""How every page looks: layout, form fields and components. Shown at /styleguide."""
